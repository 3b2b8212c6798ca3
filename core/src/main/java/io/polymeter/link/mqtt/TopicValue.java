package io.polymeter.link.mqtt;

import io.polymeter.link.platform.DocumentField;
import java.time.Duration;

/// One value and where it stands in the messages of a topic.
///
/// @param field in a message; without a path the message is the number
/// @param limit how old the value may be
record TopicValue(String topic, DocumentField field, Duration limit) {}
