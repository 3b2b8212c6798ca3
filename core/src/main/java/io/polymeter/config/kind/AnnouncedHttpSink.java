package io.polymeter.config.kind;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.net.HttpAddress;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.EnumSet;
import java.util.List;

/// A device with a document over HTTP and a MAC address, which consumers find by mDNS.
sealed interface AnnouncedHttpSink extends SinkSettings permits EcotrackerSink, HomewizardSink {

    HttpAddress serve();

    boolean announce();

    @Override
    default List<String> places() {
        return List.of(serve().toString());
    }

    @Override
    default List<EndpointUse> endpoints() {
        return List.of(FaceChecks.http(serve(), kind() + ".serve"));
    }

    @Override
    default boolean isAnnounced() {
        return announce();
    }

    @Override
    default boolean isAsked() {
        return true;
    }

    @Override
    default boolean showsOne() {
        return true;
    }

    @Override
    default void check(String path, OutputSettings output, Settings settings, Problems problems) {
        new FaceChecks(path, output, problems)
                .identity(kind(), List.of("mac", "serial", "name", "version"))
                .mac()
                .whenStale(EnumSet.allOf(WhenStale.class), Message.verbatim(""));
    }
}
