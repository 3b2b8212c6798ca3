/// Named days in the simulated house, seeded sweeps, and defects that both must find.
@NullMarked
package io.polymeter.lab.scenario;

import org.jspecify.annotations.NullMarked;
