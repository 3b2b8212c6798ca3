/// Who of many clients is asked for next on a connection that they share, and what need not be asked at all.
///
/// Invariant: a client's second turn comes after everybody else's first; an answer is given to those alone who
/// asked for exactly that, and never one that is older than allowed. Nothing here waits.
@NullMarked
package io.polymeter.link.modbus.proxy;

import org.jspecify.annotations.NullMarked;
