/// Finds devices that answer JSON documents, by the probes of their profiles.
///
/// Invariant: a device is asked one question at a time, a bounded number of them; no credentials are sent.
@NullMarked
package io.polymeter.link.http.scan;

import org.jspecify.annotations.NullMarked;
