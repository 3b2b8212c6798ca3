package io.polymeter.config.kind;

import io.polymeter.config.net.HttpAddress;
import io.polymeter.config.yaml.Key;

/// A HomeWizard P1 meter (version 1 of its local interface).
@Key(doc = "A HomeWizard P1 meter (version 1 of its local interface).")
public record HomewizardSink(
        @Key(
                doc = "Where it is served. Consumers ask on port 80 only.",
                fallback = "http://0.0.0.0:80",
                example = "http://192.168.1.10:80")
        HttpAddress serve,

        @Key(doc = "Whether it is announced on the network (mDNS), so that consumers find it.", fallback = "true")
        boolean announce)
        implements AnnouncedHttpSink {}
