package io.polymeter.link.shelly;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.kind.PhaseRule;
import io.polymeter.config.kind.ShellySink;
import io.polymeter.config.net.HttpAddress;
import io.polymeter.config.net.MacAddress;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.link.face.ShownSite;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A Shelly Pro 3EM answers as public captures of real ones show it, and never with an old number.
class ShellyServerTest {

    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 40000);
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 80);
    private static final MacAddress MAC = MacAddress.parse("FC:E8:C0:DB:A9:00");

    /// Values of the capture in evcc's meter/shelly/gen2_test.go, whose power factors are negative for a reason that
    /// nobody knows.
    private static final Object[] CAPTURED = {
        "current.L1", 0.951, "voltage.L1", 229.7, "active-power.L1", 136.7, "apparent-power.L1", 218.4,
        "power-factor.L1", 0.73, "current.L2", 0.867, "voltage.L2", 230.5, "active-power.L2", 81.8,
        "apparent-power.L2", 199.8, "power-factor.L2", 0.63, "current.L3", 5.495, "voltage.L3", 233.7,
        "active-power.L3", 836.4, "apparent-power.L3", 1282.3, "power-factor.L3", 0.74, "current", 7.313,
        "active-power", 1054.962, "apparent-power", 1700.496
    };

    private final ShownSite site = new ShownSite();

    private ShellyServer server(ShellySink.Model model, @Nullable WhenStale whenStale) {
        ShellySink sink = new ShellySink(
                model, HttpAddress.parse("http://0.0.0.0:80"), List.of(2220), true, null, PhaseRule.SHARE);
        ShellyDevice device = ShellyDevice.of(sink, MAC, null, null);
        ShownMeter meter = site.shown(whenStale);
        ShellyComponents components =
                new ShellyComponents(device, meter.clock(), meter.clock().nanos(), ZoneOffset.UTC, () -> false);
        return new ShellyServer(
                device,
                meter,
                new ShellyMethods(meter, sink.phases(), components, new MinuteAnswers(new MinuteRecorder())),
                new FirstGeneration(meter, sink.phases()));
    }

    private ShellyServer server(@Nullable WhenStale whenStale) {
        return server(ShellySink.Model.PRO_3EM, whenStale);
    }

    private static HttpCall call(String method, String target, String body) {
        int mark = target.indexOf('?');
        Map<String, String> query = new HashMap<>();
        if (mark > 0) {
            String[] pair = target.substring(mark + 1).split("=", 2);
            query.put(pair[0], pair[1]);
        }
        return new HttpCall(
                method,
                mark < 0 ? target : target.substring(0, mark),
                query,
                Map.of(),
                body.getBytes(StandardCharsets.UTF_8),
                CLIENT,
                HERE);
    }

    private static String get(ShellyServer server, String target) {
        return text(server.http(call("GET", target, "")));
    }

    private static String text(HttpAnswer answer) {
        return switch (answer) {
            case HttpAnswer.Reply(int status, String _, byte[] body) ->
                status + " " + new String(body, StandardCharsets.UTF_8);
            case HttpAnswer.Silence _ -> "silence";
            case HttpAnswer.Upgrade _ -> "upgrade";
            case HttpAnswer.Whole _, HttpAnswer.Stream _ -> "of a page";
        };
    }

    private static @Nullable String datagram(ShellyServer server, String text) {
        byte @Nullable [] answer = server.datagram(text.getBytes(StandardCharsets.UTF_8), CLIENT);
        return answer == null ? null : new String(answer, StandardCharsets.UTF_8);
    }

    @Test
    void showsPowerLetterByLetterAsACaptureHasIt() {
        site.receive(CAPTURED);
        assertThat(get(server(null), "/rpc/EM.GetStatus?id=0"))
                .isEqualTo("200 {\"id\":0,"
                        + "\"a_current\":0.951,\"a_voltage\":229.7,\"a_act_power\":136.7,\"a_aprt_power\":218.4,\"a_pf\":0.73,\"a_freq\":null,"
                        + "\"b_current\":0.867,\"b_voltage\":230.5,\"b_act_power\":81.8,\"b_aprt_power\":199.8,\"b_pf\":0.63,\"b_freq\":null,"
                        + "\"c_current\":5.495,\"c_voltage\":233.7,\"c_act_power\":836.4,\"c_aprt_power\":1282.3,\"c_pf\":0.74,\"c_freq\":null,"
                        + "\"n_current\":null,\"total_current\":7.313,\"total_act_power\":1054.962,\"total_aprt_power\":1700.496,"
                        + "\"user_calibrated_phase\":[]}");
    }

    @Test
    void saysWhoItIsAsACaptureHasIt() {
        assertThat(get(server(null), "/shelly"))
                .isEqualTo(
                        "200 {\"name\":null,\"id\":\"shellypro3em-fce8c0dba900\",\"mac\":\"FCE8C0DBA900\",\"slot\":1,"
                                + "\"model\":\"SPEM-003CEBEU\",\"gen\":2,\"fw_id\":\"20241011-114455/1.4.4-g6d2a586\","
                                + "\"ver\":\"1.4.4\",\"app\":\"Pro3EM\",\"auth_en\":false,\"auth_domain\":null,"
                                + "\"profile\":\"triphase\"}")
                .isEqualTo(get(server(null), "/rpc/Shelly.GetDeviceInfo"));
    }

    @Test
    void energyIsInWattHoursWithTwoDecimals() {
        site.receive(
                "active-power",
                1,
                "active-energy-import",
                1_075_513.08,
                "active-energy-export",
                0,
                "active-energy-import.L2",
                12.5);
        assertThat(get(server(null), "/rpc/EMData.GetStatus?id=0"))
                .startsWith("200 {\"id\":0,\"a_total_act_energy\":null,\"a_total_act_ret_energy\":null,"
                        + "\"b_total_act_energy\":12.50,")
                .endsWith("\"total_act\":1075513.08,\"total_act_ret\":0.00}");
    }

    @Test
    void answersFramesByPostDatagramAndInAnyCase() {
        site.receive("active-power", -1000, "active-power.L1", -1000.0, "active-power.L2", 0, "active-power.L3", 0);
        ShellyServer server = server(null);
        String ask = "{\"id\":7,\"src\":\"me\",\"method\":\"em.getstatus\",\"params\":{\"id\":0}}";
        String head = "{\"id\":7,\"src\":\"shellypro3em-fce8c0dba900\",\"dst\":\"me\",\"result\":{\"id\":0,";
        assertThat(text(server.http(call("POST", "/rpc", ask)))).startsWith("200 " + head);
        // A whole number has its decimal point: some batteries look for it.
        assertThat(datagram(server, ask))
                .startsWith(head)
                .contains("\"a_act_power\":-1000.0,", "\"b_act_power\":0.0,", "\"total_act_power\":-1000.000,");
        assertThat(datagram(server, "{\"id\":\"x\",\"method\":\"EM1.GetStatus\",\"params\":{\"id\":0}}"))
                .isEqualTo("{\"id\":\"x\",\"src\":\"shellypro3em-fce8c0dba900\",\"dst\":\"unknown\","
                        + "\"result\":{\"id\":0,\"act_power\":-1000.000}}");
        assertThat(text(server.http(call("POST", "/rpc/EM.GetStatus", "{\"id\":0,\"src\":\"evcc\"}"))))
                .startsWith("200 {\"id\":0,\"a_current\"");
        assertThat(datagram(server, "{\"method\":\"EM.GetStatus\"}"))
                .as("no id: no answer is wanted")
                .isNull();
    }

    @Test
    void beforeTheFirstValueAndAfterTheLastNobodyIsToldANumber() {
        ShellyServer server = server(null);
        String ask = "{\"id\":1,\"method\":\"EM.GetStatus\",\"params\":{\"id\":0}}";
        for (int i = 0; i < 2; i++) {
            assertThat(get(server, "/rpc/EM.GetStatus?id=0"))
                    .isEqualTo("503 {\"code\":-114,\"message\":\"no values from the meter\"}");
            assertThat(get(server, "/rpc/Shelly.GetStatus")).startsWith("503 ");
            assertThat(datagram(server, ask)).isNull();
            assertThat(text(server.http(call("POST", "/rpc", ask))))
                    .startsWith("200 ")
                    .contains("\"error\":{\"code\":-114");
            assertThat(get(server, "/rpc/Shelly.GetDeviceInfo")).startsWith("200 ");
            site.receive(CAPTURED);
            assertThat(datagram(server, ask)).contains("1054.962");
            site.pass(Duration.ofMillis(2001));
        }
        assertThat(site.statistics().silent()).isEqualTo(2);
        assertThat(site.statistics().refused()).isEqualTo(Map.of("stale", 3L, "not-received", 3L));
        assertThat(site.statistics().requests()).isEqualTo(12);
    }

    @Test
    void whatAConsumerIsToldInsteadIsTheUsersChoice() {
        site.receive(CAPTURED);
        site.receive("active-energy-import", 5);
        site.pass(Duration.ofSeconds(3));
        assertThat(get(server(WhenStale.SILENT), "/rpc/EM.GetStatus?id=0")).isEqualTo("silence");
        assertThat(get(server(WhenStale.NOT_AVAILABLE), "/rpc/EM.GetStatus?id=0"))
                .startsWith("200 ")
                .contains("\"a_act_power\":null", "\"total_act_power\":null", "\"errors\":[\"power_meter_failure\"]")
                .doesNotContain("229", "1054");
        assertThat(get(server(WhenStale.HOLD), "/rpc/EM.GetStatus?id=0")).contains("\"total_act_power\":1054.962");
        // Energy holds longer.
        assertThat(get(server(null), "/rpc/EMData.GetStatus?id=0")).contains("\"total_act\":5.00");
        site.pass(Duration.ofMinutes(1));
        assertThat(get(server(null), "/rpc/EMData.GetStatus?id=0")).startsWith("503 ");
        assertThat(get(server(WhenStale.NOT_AVAILABLE), "/rpc/EMData.GetStatus?id=0"))
                .contains("\"total_act\":null");
    }

    @Test
    void aTotalAloneIsGivenToThePhasesByTheDeclaredRule() {
        site.receive("active-power", 300);
        assertThat(get(server(null), "/rpc/EM.GetStatus?id=0"))
                .contains("\"a_act_power\":300.0,", "\"b_act_power\":0.0,", "\"c_act_power\":0.0,");
    }

    @Test
    void theFirstGenerationHasItsOwnWordForNoValue() {
        site.receive(CAPTURED);
        ShellyServer server = server(ShellySink.Model.GENERATION_1_3EM, WhenStale.NOT_AVAILABLE);
        assertThat(get(server, "/shelly")).contains("\"type\":\"SHEM-3\"").doesNotContain("\"gen\"");
        assertThat(get(server, "/status"))
                .contains("{\"power\":136.70,\"pf\":0.73,\"current\":0.95,\"voltage\":229.70,\"is_valid\":true,")
                .endsWith("\"total_power\":1054.96}");
        assertThat(get(server, "/emeter/2")).contains("\"power\":836.40");
        assertThat(get(server, "/emeter/3")).startsWith("404 ");
        site.pass(Duration.ofSeconds(3));
        assertThat(get(server, "/status")).contains("{\"power\":null,").contains("\"is_valid\":false");
        assertThat(get(server(ShellySink.Model.GENERATION_1_3EM, null), "/status"))
                .startsWith("503 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"method\":1}",
                "{\"id\":1,\"method\":\"\"}",
                "{\"id\":1",
                "\"x\"",
                "{\"id\":{},\"method\":\"EM.GetStatus\"}"
            })
    void whatIsNoCallGetsNoAnswerOverUdp(String text) {
        site.receive(CAPTURED);
        assertThat(datagram(server(null), text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rpc/EM.GetStatus?id=1", "/rpc/EM.GetStatus?id=-1", "/rpc/EM.GetStatus?id=x"})
    void thereIsOneMeter(String target) {
        site.receive(CAPTURED);
        assertThat(get(server(null), target)).startsWith("500 {\"code\":-10");
    }

    @Test
    void listsTheMethodsThatItHasAndNothingCanBeChanged() {
        site.receive(CAPTURED);
        ShellyServer server = server(null);
        String list = get(server, "/rpc/Shelly.ListMethods");
        for (String name : list.substring(list.indexOf('[') + 1, list.indexOf(']'))
                .replace("\"", "")
                .split(",", -1)) {
            String parameter = name.equals("EMData.GetNetEnergies") ? "period=300" : "id=0";
            String answer = get(server, "/rpc/" + name + "?" + parameter);
            // Energy was not received.
            assertThat(answer).as(name).startsWith(name.equals("EMData.GetStatus") ? "503" : "200");
        }
        assertThat(get(server, "/emdata/0/data.csv?add_keys=true")).startsWith("of a page");
        assertThat(get(server, "/emdata/0/data.csv?ts=now")).startsWith("400 ");
        assertThat(get(server, "/rpc/Sys.SetConfig")).startsWith("404 ");
        assertThat(Objects.requireNonNull(site.statistics().refused().get("write")))
                .isEqualTo(1);
    }
}
