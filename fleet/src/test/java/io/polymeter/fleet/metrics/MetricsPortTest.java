package io.polymeter.fleet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.net.HostPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsPortTest {

    @Test
    void aScrapeShowsWhatIsCountedNow() throws Exception {
        long[] count = {0};
        try (MetricsPort port = MetricsPort.open(
                        HostPort.parse("127.0.0.1:0"),
                        () -> new MetricText()
                                .counter("a_total", ++count[0])
                                .gauge("b", -1)
                                .counters("c_total", "reason", Map.of("late", 2L)));
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + "/metrics"))
                    .build();
            client.send(request, HttpResponse.BodyHandlers.discarding());

            HttpResponse<String> second = client.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(second.body()).isEqualTo("""
                    # TYPE a_total counter
                    a_total 2
                    # TYPE b gauge
                    b -1
                    # TYPE c_total counter
                    c_total{reason="late"} 2
                    """);
            assertThat(second.headers().firstValue("Content-Type")).contains(MetricText.TYPE);
        }
    }

    @Test
    void nowhereIsNoPort() throws Exception {
        try (MetricsPort port = MetricsPort.open(null, MetricText::new)) {
            assertThat(port.port()).isZero();
        }
    }
}
