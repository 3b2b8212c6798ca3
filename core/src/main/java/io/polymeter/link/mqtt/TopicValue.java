package io.polymeter.link.mqtt;

import io.polymeter.json.JsonPath;
import io.polymeter.link.platform.SourceValue;
import org.jspecify.annotations.Nullable;

/// One value and where it stands in the messages of a topic.
///
/// @param value null: the message is the number
/// @param time of its measurement; null: it does not tell
record TopicValue(
        SourceValue channel,
        String topic,
        @Nullable JsonPath value,
        @Nullable JsonPath time) {}
