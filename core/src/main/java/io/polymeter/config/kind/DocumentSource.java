package io.polymeter.config.kind;

import io.polymeter.config.SourceSettings;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Values out of JSON documents or messages: a profile says where they stand, or `points` does.
sealed interface DocumentSource extends SourceSettings permits HttpSource, MqttSource {

    /// Where the value of each point stands; empty where a profile says it.
    Map<String, ? extends Record> points();

    @Override
    default @Nullable Set<String> namedPoints() {
        return points().isEmpty() ? null : points().keySet();
    }

    @Override
    default ProfileUse profileUse() {
        return ProfileUse.OPTIONAL;
    }

    @Override
    default String profileInterface() {
        return kind();
    }
}
