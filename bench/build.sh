#!/usr/bin/env bash
# Builds the C programs into build/bin; needs gcc, libmodbus-dev and libssl-dev.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
bench_root=$(cd .. && pwd)
mkdir -p build/bin
for source in c/*.c; do
    name=$(basename "$source" .c)
    if [ "$name" = common ] || { [ "build/bin/$name" -nt "$source" ] && [ "build/bin/$name" -nt c/common.c ] && [ "build/bin/$name" -nt c/common.h ]; }; then
        continue
    fi
    libraries=(-lutil)
    if [[ $name == libmodbus_* ]]; then
        libraries+=(-lmodbus)
    fi
    if [[ $name == tls_* ]]; then
        libraries+=(-lssl -lcrypto)
    fi
    gcc -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -I/usr/include/modbus -o "build/bin/$name" "$source" c/common.c "${libraries[@]}"
done

# The Java peers need a JDK 25 and their libraries from Maven Central.
jdk=${JAVA_HOME_25:-}
for candidate in "$jdk" "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    if [ -x "$candidate/bin/javac" ] && "$candidate/bin/javac" -version 2>&1 | grep -q '^javac 25'; then
        jdk=$candidate
        break
    fi
done
if [ -z "$jdk" ]; then
    echo "bench: no JDK 25; set JAVA_HOME" >&2
    exit 1
fi
printf '%s\n' "$jdk" > build/jdk
if [ ! build/jars -nt peers/pom.xml ]; then
    rm -rf build/jars
    mvn -q -B -Dstyle.color=never -f peers/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
        -DoutputDirectory="$PWD/build/jars" -DincludeScope=runtime
    touch build/jars
fi
sources=../lab/src/main/java/io/polymeter/lab/bench
if [ ! -e build/classes/compiled ] || [ -n "$(find "$sources" -newer build/classes/compiled)" ]; then
    "$jdk/bin/javac" --release 25 -Xlint:all,-requires-automatic -Werror -proc:none -d build/classes -cp 'build/jars/*' \
        "$sources"/package-info.java "$sources"/Stamp.java "$sources"/*Peer.java
    touch build/classes/compiled
fi

# JMH writes the loop around each operation itself; the operations are the product's own.
"$bench_root/polymeter" version > /dev/null
lib=$bench_root/app/target/polymeter/lib
if [ ! -e build/jmh/compiled ] || [ -n "$(find "$sources/CodecBenchmark.java" "$lib" -newer build/jmh/compiled)" ]; then
    mkdir -p build/jmh
    "$jdk/bin/javac" --release 25 -proc:full -d build/jmh -cp "$lib/*:build/jars/*" "$sources"/CodecBenchmark.java
    touch build/jmh/compiled
fi

# Writes history as the daemon does.
if [ ! -e build/history/compiled ] || [ -n "$(find "$sources/HistoryDisk.java" "$lib" -newer build/history/compiled)" ]; then
    mkdir -p build/history
    "$jdk/bin/javac" --release 25 -Xlint:all,-requires-automatic -Werror -proc:none -d build/history -cp "$lib/*:build/jars/*" \
        "$sources"/HistoryDisk.java
    touch build/history/compiled
fi
