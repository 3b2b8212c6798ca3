package io.polymeter.link.face;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.json.JsonObject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One document asked over HTTP, and how each [Inquiry] is counted.
class JsonDocumentTest {

    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 40000);

    private final ShownSite site = new ShownSite();

    private static HttpCall call() {
        return new HttpCall("GET", "/status", Map.of(), Map.of(), new byte[0], CLIENT, CLIENT);
    }

    private HttpAnswer ask(@Nullable WhenStale whenStale) {
        return new JsonDocument(site.shown(whenStale)).values(call(), _ -> new JsonObject().put("a", 1));
    }

    @Test
    void freshValuesAreTheDocument() {
        site.receive("active-power", 500);
        assertThat(ask(null)).isInstanceOfSatisfying(HttpAnswer.Reply.class, reply -> {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(new String(reply.body(), UTF_8)).isEqualTo("{\"a\":1}");
        });
        assertThat(site.statistics().served()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"EXCEPTION, 503", "HOLD, 200", "NOT_AVAILABLE, 200", "SILENT, 0"})
    void oldValuesAreAnsweredAsTheOutputSays(WhenStale whenStale, int status) {
        site.receive("active-power", 500).pass(Duration.ofSeconds(3));
        HttpAnswer answer = ask(whenStale);
        if (status == 0) {
            assertThat(answer).isInstanceOf(HttpAnswer.Silence.class);
        } else {
            assertThat(((HttpAnswer.Reply) answer).status()).isEqualTo(status);
        }
        assertThat(site.statistics().served()).isEqualTo(status == 200 ? 1 : 0);
    }

    @Test
    void whatWasNeverReceivedAndWhatIsNotThereIsCountedApart() {
        assertThat(ask(null))
                .isInstanceOfSatisfying(
                        HttpAnswer.Reply.class,
                        reply -> assertThat(reply.status()).isEqualTo(503));
        JsonDocument document = new JsonDocument(site.shown(null));
        assertThat(((HttpAnswer.Reply) document.none(call())).status()).isEqualTo(404);
        assertThat(((HttpAnswer.Reply) document.constant(call(), new JsonObject())).status())
                .isEqualTo(200);
        assertThat(site.statistics().refused())
                .containsEntry("not-received", 1L)
                .containsEntry("no-such-address", 1L);
    }
}
