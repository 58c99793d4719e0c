# SPDX-License-Identifier: GPL-2.0-only
# The page of `driftbolt timeline --html`: style and script go into the document, with their digests for its content policy,
# and the whole compressed into the program.
TIMELINE_PAGE := user/timeline/page/timeline
TIMELINE_OBJ  := $(B)/driftbolt.d/timeline_page.o

$(B)/driftbolt.d/timeline.html: user/timeline/page/assemble.sh $(TIMELINE_PAGE).html $(TIMELINE_PAGE).css $(TIMELINE_PAGE).js
	$(call say,PAGE,$@)
	$(Q)mkdir -p $(@D)
	$(Q)user/timeline/page/assemble.sh $(TIMELINE_PAGE) >$@

$(B)/driftbolt.d/timeline.html.gz: $(B)/driftbolt.d/timeline.html
	$(Q)gzip -9nc $< >$@

$(TIMELINE_OBJ): user/timeline/page_image.S $(B)/driftbolt.d/timeline.html.gz $(FLAGS_STAMP)
	$(Q)$(CC) -DTIMELINE_PAGE='"$(B)/driftbolt.d/timeline.html.gz"' -c -o $@ $<

$(B)/driftbolt: $(TIMELINE_OBJ)
