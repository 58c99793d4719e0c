# SPDX-License-Identifier: GPL-2.0-only
# The page of `driftbolt timeline --html`: style and scripts go into the document, with their digests for its content policy,
# and the whole compressed into the program.
TIMELINE_PAGE := $(wildcard user/timeline/page/*) $(wildcard user/timeline/page/script/*.js)
TIMELINE_OBJ  := $(B)/driftbolt.d/timeline_page.o

$(B)/driftbolt.d/timeline.html: $(TIMELINE_PAGE)
	$(call say,PAGE,$@)
	$(Q)mkdir -p $(@D)
	$(Q)user/timeline/page/assemble.sh >$@

$(B)/driftbolt.d/timeline.html.gz: $(B)/driftbolt.d/timeline.html
	$(Q)gzip -9nc $< >$@

$(TIMELINE_OBJ): user/timeline/page_image.S $(B)/driftbolt.d/timeline.html.gz $(FLAGS_STAMP)
	$(Q)$(CC) -DTIMELINE_PAGE='"$(B)/driftbolt.d/timeline.html.gz"' -c -o $@ $<

$(B)/driftbolt: $(TIMELINE_OBJ)
