/// Many clients of one device.
@NullMarked
package io.polymeter.lab.interop.proxy;

import org.jspecify.annotations.NullMarked;
