/// Entities of a Home Assistant server: its WebSocket for changes, its REST interface for the first value, for
/// confirmation, and where the WebSocket fails.
///
/// Invariant: an entity's state is a measured number in its unit, or absent; what the server has not confirmed
/// ages.
@NullMarked
package io.polymeter.link.homeassistant;

import org.jspecify.annotations.NullMarked;
