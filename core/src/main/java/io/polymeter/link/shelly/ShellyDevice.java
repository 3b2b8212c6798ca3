package io.polymeter.link.shelly;

import io.polymeter.config.kind.ShellySink;
import io.polymeter.config.net.MacAddress;
import io.polymeter.json.JsonObject;
import io.polymeter.mdns.Announced;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an emulated Shelly calls itself.
///
/// @param name the name its owner gave it, null where there is none
/// @param version of its firmware, e.g. `1.4.4`
/// @param announced whether it is found by mDNS
record ShellyDevice(
        ShellySink.Model model, MacAddress mac, @Nullable String name, String version, boolean announced) {

    /// Firmware of public captures: what consumers look at is known of it.
    private static final String PRO_VERSION = "1.4.4";

    private static final String PRO_BUILD = "20241011-114455/1.4.4-g6d2a586";
    private static final String FIRST_VERSION = "v1.14.0";

    static ShellyDevice of(ShellySink sink, MacAddress mac, @Nullable String name, @Nullable String version) {
        String usual = sink.model() == ShellySink.Model.PRO_3EM ? PRO_VERSION : FIRST_VERSION;
        boolean announced = sink.announce() && sink.serve() != null;
        return new ShellyDevice(sink.model(), mac, name, version == null ? usual : version, announced);
    }

    /// The name in the network and in every answer, e.g. `shellypro3em-fce8c0dba900`.
    String id() {
        return switch (model) {
            case PRO_3EM -> "shellypro3em-" + mac.small();
            case GENERATION_1_3EM -> "shellyem3-" + mac.digits();
        };
    }

    /// For people.
    String title() {
        return switch (model) {
            case PRO_3EM -> "Shelly Pro 3EM";
            case GENERATION_1_3EM -> "Shelly 3EM";
        };
    }

    String firmware() {
        return model != ShellySink.Model.PRO_3EM
                ? "20230913-114244/" + version + "-gcb84623"
                : version.equals(PRO_VERSION) ? PRO_BUILD : version;
    }

    /// Answer of `/shelly` and `Shelly.GetDeviceInfo`.
    JsonObject info() {
        return switch (model) {
            case PRO_3EM ->
                new JsonObject()
                        .put("name", name)
                        .put("id", id())
                        .put("mac", mac.digits())
                        .put("slot", 1)
                        .put("model", "SPEM-003CEBEU")
                        .put("gen", 2)
                        .put("fw_id", firmware())
                        .put("ver", version)
                        .put("app", "Pro3EM")
                        .put("auth_en", false)
                        .put("auth_domain", (String) null)
                        .put("profile", "triphase");
            case GENERATION_1_3EM ->
                new JsonObject()
                        .put("type", "SHEM-3")
                        .put("mac", mac.digits())
                        .put("auth", false)
                        .put("fw", firmware())
                        .put("discoverable", announced)
                        .put("num_emeters", 3);
        };
    }

    /// How it is announced: as a web server, and from the second generation on as a Shelly.
    List<Announced> announced(int port) {
        Announced web = new Announced(id(), "_http._tcp", id(), port, texts());
        return switch (model) {
            case PRO_3EM -> List.of(web, new Announced(id(), "_shelly._tcp", id(), port, texts()));
            case GENERATION_1_3EM -> List.of(web);
        };
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>(List.of("id=" + id()));
        switch (model) {
            case PRO_3EM ->
                texts.addAll(List.of(
                        "mac=" + mac.withColons(),
                        "gen=2",
                        "app=Pro3EM",
                        "ver=" + version,
                        "arch=esp32",
                        "fw_id=" + firmware()));
            case GENERATION_1_3EM -> texts.addAll(List.of("fw_id=" + firmware(), "arch=esp8266"));
        }
        return texts;
    }
}
