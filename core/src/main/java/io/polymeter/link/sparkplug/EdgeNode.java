package io.polymeter.link.sparkplug;

import io.polymeter.config.kind.SparkplugSink;
import io.polymeter.link.HistoryReader;
import io.polymeter.link.News;
import io.polymeter.link.Offer;
import io.polymeter.link.Reconfiguration;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.sparkplug.EdgeNodeId;
import java.util.Map;

/// An edge node: what lives longer than one of its connections.
///
/// @param terms of its sessions
/// @param recorder sees the meters
/// @param journal has what the recorder saw
/// @param file has what must be known after a restart
/// @param tallies count what was told, by meter
record EdgeNode(
        SparkplugSink sink,
        SparkplugSession.Terms terms,
        RecorderLink recorder,
        Journal journal,
        NodeStateFile file,
        PowerLimits limits,
        News<Command.Refused> refusals,
        Map<String, PublishCounters> tallies,
        Offer<HistoryReader> past,
        Offer<Reconfiguration> reconfiguration) {

    EdgeNodeId id() {
        return terms.id();
    }
}
