#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# An operator's and a service's ordinary day in a container, without code on command lines.
set -e
mkdir -p /srv/data
cd /srv/data
for i in 1 2 3 4 5; do echo "line $i" | tr a-z A-Z | sed s/LINE/row/ >>rows; done
sort -r rows | head -n 1 | grep -q "row 5"
while read -r word number; do echo "$number $word"; done <rows >numbers
find /etc -name "*.conf" -type f -print0 | xargs -0 cat | wc -l >/dev/null
# tar -z would start gzip by a shell: an alert
tar -C /etc -cf - . | gzip >etc.tgz && mkdir etc && gzip -dc etc.tgz | tar -C etc -xf - && diff -r /etc/init.d etc/init.d
awk '{ s += $1 } END { exit s != 15 }' numbers
sqlite3 rows.db 'create table t (a); insert into t values (1);' && [ "$(sqlite3 rows.db 'select a from t')" = 1 ]
chmod 600 rows && chown nobody rows && ln rows linked && mv linked moved && ln -s moved link && cat link >/dev/null
(umask 077; mktemp -d >/dev/null)
su -s /usr/bin/id nobody >/dev/null
getent passwd root >/dev/null && hostname >/dev/null && date >/dev/null && df / >/dev/null && ps >/dev/null && env >/dev/null
mkdir -p /var/log/app && echo "a line" >>/var/log/app/log && mv /var/log/app/log /var/log/app/log.1 && gzip /var/log/app/log.1 && gzip -dc /var/log/app/log.1.gz | grep -q line
rm -rf /srv/data
