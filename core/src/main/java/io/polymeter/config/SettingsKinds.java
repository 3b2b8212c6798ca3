package io.polymeter.config;

import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Reference;
import io.polymeter.config.yaml.Schema;
import java.util.List;

/// The language of configurations: the kinds of sources and sinks there are, and what is published about them.
public final class SettingsKinds {

    private final List<Class<? extends SourceSettings>> sources;
    private final List<Class<? extends SinkSettings>> sinks;
    private final Binder binder;

    /// @param sources records, in the order in which messages and documents name them
    /// @param sinks likewise
    public SettingsKinds(List<Class<? extends SourceSettings>> sources, List<Class<? extends SinkSettings>> sinks) {
        this.sources = List.copyOf(sources);
        this.sinks = List.copyOf(sinks);
        this.binder = Binder.STANDARD.with(SourceSettings.class, sources).with(SinkSettings.class, sinks);
    }

    /// The keys of the sources.
    public List<String> sources() {
        return sources.stream().map(SourceSettings::kind).toList();
    }

    /// The keys of the sinks.
    public List<String> sinks() {
        return sinks.stream().map(SinkSettings::kind).toList();
    }

    Binder binder() {
        return binder;
    }

    /// Every key of `polymeter.yaml`, as Markdown.
    public String reference() {
        return Reference.markdown(binder, Settings.class);
    }

    /// The JSON Schema of `polymeter.yaml`, for editors.
    public String schema() {
        return Schema.json(binder, Settings.class, "Polymeter configuration");
    }
}
