/// The control loop that a consumer closes on our values: how old and how often repeated they are when they
/// leave, whether the battery behind the consumer swings, and what would help. Pure: no threads, no clock, no
/// I/O. Times are monotonic nanoseconds, powers are watts: grid power positive for import, actuator power
/// positive for discharge.
@NullMarked
package io.polymeter.loop;

import org.jspecify.annotations.NullMarked;
