/// A small web server: dispatch, access control, sessions, worker threads, server-sent events.
/// Knows no meter.
///
/// Invariant: nothing is changed without the password; no client can make another wait.
@NullMarked
package io.polymeter.http;

import org.jspecify.annotations.NullMarked;
