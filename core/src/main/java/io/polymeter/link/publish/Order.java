package io.polymeter.link.publish;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Problems;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SiteSettings;

/// An output to be planned.
///
/// @param path of the sink's settings in the file, e.g. `outputs.broker.mqtt`
/// @param site where the installation stands
public record Order<S extends SinkSettings>(
        String name, String path, OutputSettings output, S sink, SiteSettings site, Problems problems) {}
