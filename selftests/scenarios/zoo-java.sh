# SPDX-License-Identifier: GPL-2.0-only
# desc: openjdk in a container in enforce: a compiler in a jar, threads, compiled code; classes and jars that were dropped do not run
# suite: soak
# root: zoo
# vm: shared
# timeout: 900
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

jar='python3 -c "import zipfile as z; j = z.ZipFile(\"/srv/hello.jar\", \"w\"); j.write(\"/srv/Hello.class\", \"Hello.class\"); j.writestr(\"META-INF/MANIFEST.MF\", \"Manifest-Version: 1.0\nMain-Class: Hello\n\n\"); j.close()"'

# The image's own, in its layer: Linux before 6.9 refuses what a container's upper layer has, listed or not.
at_end rm -rf /srv/Hello.class /srv/hello.jar
need sh -c "mkdir -p /srv && ecj -proc:none -17 -d /srv $Z/Hello.java && $jar"
need driftbolt-manifest rootfs /srv -o "$W/app.manifest"
zoo_open openjdk-17-jre-headless ecj
need inside_sh 'mkdir -p /tmp/x && sed "s/hello /hullo /" /srv/Hello.class >/tmp/x/Hello.class'
zoo_dropped_code "a dropped class" java -cp /tmp/x Hello /tmp/mark
zoo_enforce "$W/app.manifest"
case_output "java -cp" 'hello 278 278' inside java -cp /srv Hello
case_output "java -jar, compiled at once" 'hello 278 278' inside java -Xcomp -XX:TieredStopAtLevel=1 -jar /srv/hello.jar
case_output "java -Xint" 'hello 278 278' inside java -Xint -jar /srv/hello.jar
case_ok "a compiler in a jar" inside ecj -proc:none -17 -d /tmp/out "$Z/Hello.java"
zoo_quiet "java"
zoo_dropped
zoo_dropped_code "a dropped class" java -cp /tmp/x Hello /tmp/mark
