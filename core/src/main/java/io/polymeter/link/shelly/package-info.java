/// A meter shown as a Shelly energy meter: JSON-RPC over HTTP, WebSocket, UDP and MQTT, and the first
/// generation's status over HTTP (Shelly API documentation, components EM and EMData; captures named at the
/// tests).
///
/// Invariant: no answer holds a power that is not fresh; whether that is a refusal, silence or null is the output's.
@NullMarked
package io.polymeter.link.shelly;

import org.jspecify.annotations.NullMarked;
