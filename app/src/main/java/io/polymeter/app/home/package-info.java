/// What a household wants to know of its meters: where power flows, and what a day's energy was.
@NullMarked
package io.polymeter.app.home;

import org.jspecify.annotations.NullMarked;
