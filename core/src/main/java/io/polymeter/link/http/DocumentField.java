package io.polymeter.link.http;

import io.polymeter.json.JsonPath;
import io.polymeter.link.platform.SourceValue;

/// A value and where it stands in the document.
record DocumentField(SourceValue channel, JsonPath path) {}
