package io.polymeter.link.speedwire;

import io.polymeter.config.LinePhase;
import io.polymeter.config.kind.SpeedwireSource;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.link.platform.PlatformProtocol;
import io.polymeter.link.platform.SourceRequest;
import io.polymeter.link.telegram.TelegramIntake;
import io.polymeter.point.Phase;
import io.polymeter.store.Meter;
import java.util.List;

/// SMA Energy Meters and Sunny Home Managers in the network.
public final class SpeedwireProtocol {

    private SpeedwireProtocol() {}

    /// A new instance.
    public static Protocol create() {
        return new PlatformProtocol<>(SpeedwireSource.class, Heard::new);
    }

    private record Heard(SourceRequest<SpeedwireSource> wish) implements PlatformProtocol.Feed {

        @Override
        public String describe() {
            SpeedwireSource source = wish.source();
            return "is " + (source.serial() == null ? "the Speedwire meter" : "Speedwire meter " + source.serial())
                    + (source.networkInterface() == null ? "" : " on " + source.networkInterface());
        }

        @Override
        public List<Link> links(Meter meter, Site site) {
            LinePhase phase = wish.settings().effectivePhase();
            TelegramIntake intake = new TelegramIntake(meter, phase == null ? null : Phase.valueOf(phase.name()));
            return List.of(new SpeedwireLink(wish.meter() + ".speedwire", wish.source(), intake));
        }
    }
}
