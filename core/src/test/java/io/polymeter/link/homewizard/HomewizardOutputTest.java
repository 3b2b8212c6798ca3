package io.polymeter.link.homewizard;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.json.JsonText;
import io.polymeter.link.face.ShownSite;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What is not known is left out of the document; an old power is never in it.
class HomewizardOutputTest {

    private final ShownSite site = new ShownSite();

    private String document(WhenStale whenStale) {
        return JsonText.of(
                HomewizardOutput.document(site.shown(whenStale).now()).build());
    }

    @Test
    void holdsWhatIsKnown() {
        site.receive(
                "active-power",
                -543.6,
                "active-power.L1",
                -543.6,
                "voltage.L1",
                230.16,
                "current.L1",
                -2.3614,
                "active-energy-import",
                4_211_300.5);
        assertThat(document(WhenStale.NOT_AVAILABLE))
                .isEqualTo("{\"total_power_import_kwh\":4211.301,\"active_power_w\":-544,\"active_power_l1_w\":-544,"
                        + "\"active_voltage_l1_v\":230.2,\"active_current_l1_a\":2.361}");
    }

    @Test
    void holdsNoOldPower() {
        site.receive("active-power", 5, "active-energy-import", 1000).pass(Duration.ofSeconds(3));
        assertThat(document(WhenStale.NOT_AVAILABLE)).isEqualTo("{\"total_power_import_kwh\":1}");
        assertThat(document(WhenStale.HOLD)).contains("\"active_power_w\":5");
    }
}
