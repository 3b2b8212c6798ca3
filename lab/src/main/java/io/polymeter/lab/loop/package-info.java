/// The control loop judged: scenarios whose truth is known, and the figures of what the detector and the fit of
/// margins say about them. `lab/loop` prints them.
@NullMarked
package io.polymeter.lab.loop;

import org.jspecify.annotations.NullMarked;
