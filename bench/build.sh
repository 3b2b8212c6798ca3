#!/usr/bin/env bash
# Builds the C programs into build/bin; needs gcc and libmodbus-dev.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
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
    gcc -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -I/usr/include/modbus -o "build/bin/$name" "$source" c/common.c "${libraries[@]}"
done
