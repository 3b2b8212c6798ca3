package io.polymeter.link.telegram;

import io.polymeter.config.LineFormat;
import io.polymeter.config.LinePhase;
import io.polymeter.config.kind.StreamEndpoint;
import io.polymeter.config.kind.StreamSource;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.link.platform.PlatformProtocol;
import io.polymeter.link.platform.SourceRequest;
import io.polymeter.point.Phase;
import io.polymeter.store.Meter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes the links of one kind of meter at the house connection.
public final class StreamProtocol {

    private StreamProtocol() {}

    /// A protocol whose meters each have one link.
    ///
    /// @param language what the meters speak, for people, e.g. `SML`
    public static <S extends StreamSource> Protocol of(
            Class<S> type, String language, Function<S, TelegramExchange> conversation, StreamLines lines) {
        return new PlatformProtocol<>(type, wish -> new Head<>(wish, language, conversation, lines));
    }

    /// What a meter's line may look like: as configured, else one of the usual ones. What is behind a TCP port is the
    /// gateway's affair.
    public static List<LineFormat> formats(StreamSource source, String... usual) {
        LineFormat line = source.line();
        if (line != null) {
            return List.of(line);
        }
        int most = source.from() instanceof StreamEndpoint.Serial ? usual.length : 1;
        return Arrays.stream(usual).limit(most).map(LineFormat::parse).toList();
    }

    private record Head<S extends StreamSource>(
            SourceRequest<S> wish, String language, Function<S, TelegramExchange> conversation, StreamLines lines)
            implements PlatformProtocol.Feed {

        @Override
        public String describe() {
            return "is heard at " + wish.source().from() + " (" + language + ")";
        }

        @Override
        public List<Link> links(Meter meter, Site site) {
            LinePhase phase = wish.settings().effectivePhase();
            TelegramLink.Terms terms = new TelegramLink.Terms(name(), wish.source(), meter, phase(phase));
            return List.of(new TelegramLink(terms, conversation.apply(wish.source()), lines));
        }

        /// `grid.sml` for `meters.grid.sml`.
        private String name() {
            return wish.path().substring("meters.".length());
        }

        private static @Nullable Phase phase(@Nullable LinePhase phase) {
            return phase == null ? null : Phase.valueOf(phase.name());
        }
    }
}
