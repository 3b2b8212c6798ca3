package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Certificates of one link; what is null is the installation's own in the state directory.
public record TlsSettings(
        @Key(doc = "PEM file, or directory of PEM files, with trusted certificates.", example = "trusted/") @Nullable
        Path trust,

        @Key(doc = "PEM file with the certificate to present.", absent = "generated", example = "client.pem") @Nullable
        Path certificate,

        @Key(doc = "PEM file with its private key.", absent = "generated", example = "client.key") @Nullable
        Path key) {}
