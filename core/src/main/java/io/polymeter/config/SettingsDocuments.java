package io.polymeter.config;

import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Reference;
import io.polymeter.config.yaml.Schema;

/// What is published about `polymeter.yaml`, derived from the settings records.
public final class SettingsDocuments {

    private SettingsDocuments() {}

    /// Every key, as Markdown.
    public static String reference() {
        return Reference.markdown(Binder.STANDARD, Settings.class);
    }

    /// The JSON Schema, for editors.
    public static String schema() {
        return Schema.json(Binder.STANDARD, Settings.class, "Polymeter configuration");
    }
}
