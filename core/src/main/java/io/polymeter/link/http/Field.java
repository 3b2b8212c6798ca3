package io.polymeter.link.http;

import io.polymeter.json.JsonPath;
import io.polymeter.link.platform.Channel;

/// A value and where it stands in the document.
record Field(Channel channel, JsonPath path) {}
