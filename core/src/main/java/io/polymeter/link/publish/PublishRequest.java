package io.polymeter.link.publish;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.yaml.Problems;

/// An output to be planned.
///
/// @param path of the sink's settings in the file, e.g. `outputs.broker.mqtt`
/// @param settings all that is configured
public record PublishRequest<S extends SinkSettings>(
        String name, String path, OutputSettings output, S sink, Settings settings, Problems problems) {}
