package io.polymeter.regulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.profile.Catalog;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The models' files.
class RegulationModelTest {

    private static final List<String> NUMBERS = List.of("gain", "poll", "delay", "ramp", "charge", "discharge");

    @Test
    void everyNumberHasASourceOrIsAssumed() {
        List<RegulationModel> models = RegulationModel.all();
        assertThat(models)
                .extracting(RegulationModel::id)
                .contains("kostal-plenticore", "victron-gx", "integrator", "marstek-venus-e3")
                .doesNotHaveDuplicates();
        for (RegulationModel model : models) {
            assertThat(model.regulation().poll()).as(model.id()).isPositive();
            if (!model.regulates().sources().containsKey("all")) {
                boolean lawIsKnown = model.regulates().sources().containsKey("law");
                for (String number : NUMBERS) {
                    boolean told =
                            model.regulates().sources().containsKey(number) || lawIsKnown && number.equals("gain");
                    assertThat(told).as("%s: %s", model.id(), number).isTrue();
                }
            }
        }
    }

    @Test
    void aFaceThatItExpectsIsAProfile() {
        assertThat(RegulationModel.expecting("kostal-ksem")).isPresent();
        assertThat(RegulationModel.expecting("fronius-smart-meter")).isPresent();
        assertThat(RegulationModel.expecting("nothing")).isEmpty();
        assertThat(Catalog.builtIn().ids()).contains("kostal-ksem", "fronius-smart-meter");
    }
}
