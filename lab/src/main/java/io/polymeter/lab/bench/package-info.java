/// Foreign Modbus servers that the benchmark measures beside Polymeter.
///
/// Invariant: each peer is as fast as its library allows. It answers from memory, logs nothing and serves loopback
/// only, and it uses nothing of Polymeter, so that it can be compiled and run without it.
@NullMarked
package io.polymeter.lab.bench;

import org.jspecify.annotations.NullMarked;
