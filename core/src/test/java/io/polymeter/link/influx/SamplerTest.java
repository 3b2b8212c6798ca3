package io.polymeter.link.influx;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Examples;
import io.polymeter.config.kind.InfluxSink;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.runtime.ManualClock;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import io.polymeter.view.AgeLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lines of InfluxDB's protocol, each value once, and where they are sent ([InfluxTarget]).
class SamplerTest {

    private static final Point POWER = Point.parse("active-power.L1").orElseThrow();

    private final ManualClock clock = new ManualClock();
    private final Meter meter = new MeterStore().add("grid 1", null);

    private static InfluxSink sink(String more) {
        return (InfluxSink) Objects.requireNonNull(Objects.requireNonNull(
                        Examples.settings("""
                meters: { g: { profile: p, modbus: { poll: "tcp://h" } } }
                outputs: { o: { meter: g, influx: { url: "http://h:8086"%s } } }
                """.formatted(more)).outputs().get("o"))
                .sink());
    }

    private Sampler sampler(String more) {
        return new Sampler(
                sink(more), List.of(new PublishedMeter(meter, new AgeLimits(Map.of("live", Duration.ofSeconds(5))))));
    }

    private void receive(double watts) {
        meter.update(state -> state.with(state.measured().toBuilder()
                .put(POWER, watts, clock.nanos())
                .put(Point.of(Quantity.SERIAL), "S", clock.nanos())
                .build()));
    }

    @Test
    void aValueIsWrittenOnceWithTheTimeOfItsReception() {
        Sampler sampler = sampler(", database: d, tags: { room: \"a,b\" }");
        clock.advance(Duration.ofSeconds(10));
        receive(1_500.5);
        clock.advance(Duration.ofMillis(700));
        assertThat(sampler.lines(clock))
                .extracting(Sampler.Line::text)
                .singleElement()
                .asString()
                .endsWith(",meter=grid\\ 1,room=a\\,b active_power_L1=1500.5 10000");
        assertThat(sampler.lines(clock)).isEmpty();
        receive(1_500.5);
        assertThat(sampler.lines(clock)).hasSize(1);
        receive(1);
        clock.advance(Duration.ofSeconds(6));
        assertThat(sampler.lines(clock)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a b, 'a\\ b'", "'a,b=c', 'a\\,b\\=c'", "plain, plain"})
    void whatSeparatesIsEscaped(String text, String escaped) {
        assertThat(Sampler.escape(text, ",= ")).isEqualTo(escaped);
    }

    @Test
    void aLineHasNoBreakAndNoOpenEscape() {
        assertThat(Sampler.escape("a\nb\\", ",= ")).isEqualTo("a\\ b\\\\ ");
    }

    @ParameterizedTest
    @CsvSource({
        "', database: \"my db\"', 'http://h:8086/write?db=my%20db&precision=ms'",
        "', bucket: b, org: \"o&x\", token: ttttt', 'http://h:8086/api/v2/write?bucket=b&org=o%26x&precision=ms'",
    })
    void theAddressIsThatOfTheVersion(String more, String uri) {
        assertThat(InfluxTarget.of(sink(more), Path.of("")).uri()).hasToString(uri);
    }

    @Test
    void whoWritesIsToldInTheHeaderAlone() {
        InfluxTarget target = InfluxTarget.of(sink(", bucket: b, org: o, token: hunter22"), Path.of(""));
        assertThat(target.request("x").headers().firstValue("Authorization")).hasValue("Token hunter22");
        assertThat(target.shown()).isEqualTo("http://h:8086");
        assertThat(target.toString()).doesNotContain("hunter22");
        InfluxTarget basic = InfluxTarget.of(sink(", database: d, username: u, password: pppp1"), Path.of(""));
        assertThat(basic.request("x").headers().firstValue("Authorization")).hasValue("Basic dTpwcHBwMQ==");
        assertThat(InfluxTarget.of(sink(", database: d"), Path.of(""))
                        .request("x")
                        .headers()
                        .firstValue("Authorization"))
                .isEmpty();
    }
}
