/// Items of an openHAB server: its event stream, and its items one by one for the first value, for confirmation,
/// and where the stream fails.
///
/// Invariant: an item's state is a measured number in its unit, or absent; what the server has not confirmed
/// ages.
@NullMarked
package io.polymeter.link.openhab;

import org.jspecify.annotations.NullMarked;
