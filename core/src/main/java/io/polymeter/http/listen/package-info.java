/// A small HTTP/1.1 server with WebSocket (RFC 6455), for the page and for devices that ask an emulated device: it
/// knows no meter.
///
/// Invariant: what a client sends is bounded in size and time before it is looked at; no client keeps another out.
@NullMarked
package io.polymeter.http.listen;

import org.jspecify.annotations.NullMarked;
