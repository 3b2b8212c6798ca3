/// Learns what the registers of an unknown device are from its traffic: a draft for a person to judge, with the
/// evidence of each row. What is not certain is commented out.
@NullMarked
package io.polymeter.capture.learn;

import org.jspecify.annotations.NullMarked;
