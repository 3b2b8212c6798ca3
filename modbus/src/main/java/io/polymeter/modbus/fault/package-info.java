/// What a fault says, with a code, so that it can be said in another language.
@NullMarked
package io.polymeter.modbus.fault;

import org.jspecify.annotations.NullMarked;
