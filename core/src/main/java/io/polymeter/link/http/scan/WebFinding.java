package io.polymeter.link.http.scan;

import io.polymeter.link.Identification;

/// A device that answers documents.
///
/// @param identification always with a profile
public record WebFinding(WebAddress address, Identification identification) {}
