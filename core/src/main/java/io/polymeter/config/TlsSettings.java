package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Certificates of one link; what is null is the installation's own in the state directory.
public record TlsSettings(
        @Key(doc = "PEM file, or directory of PEM files, of certificates that are trusted.", example = "trusted/")
        @Nullable
        Path trust,

        @Key(doc = "PEM file of the certificate we show.", absent = "our own", example = "client.pem") @Nullable
        Path certificate,

        @Key(doc = "PEM file of its private key.", absent = "our own", example = "client.key") @Nullable
        Path key) {}
