package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is shipped: small packages, one meaning per name, and no door that nobody uses.
class TypeRulesTest {

    private static final Checkout CHECKOUT = Checkout.here();
    private static final TypeRules RULES =
            new TypeRules(CHECKOUT.productClasses(), CHECKOUT.testClasses(), CHECKOUT.fleetSources());

    @Test
    void noTypeIsPublicForItsOwnPackageAlone() {
        assertThat(RULES.publicWithoutNeed()).isEmpty();
    }

    /// The fleet is built only where it is asked for: what it uses stays public all the same.
    @Test
    void theFleetsSourcesAreUsersWhetherOrNotTheyAreCompiled() {
        TypeRules without = new TypeRules(CHECKOUT.moduleClasses("core"), List.of(), List.of());
        TypeRules with = new TypeRules(CHECKOUT.moduleClasses("core"), List.of(), CHECKOUT.fleetSources());
        String server = "io.polymeter.http.PageServer is public and only its own package uses it";
        assertThat(without.publicWithoutNeed()).contains(server);
        assertThat(with.publicWithoutNeed()).doesNotContain(server);
    }

    /// The ceilings stand in ARCHITECTURE.md. One that is too high by more than five says too little: lower it.
    @ParameterizedTest
    @ValueSource(strings = {"modbus", "core", "app"})
    void noModuleHasMorePublicTypesThanItsCeiling(String module) {
        Matcher stated = Pattern.compile("Public are at most [^.]*`" + module + "` (\\d+) %")
                .matcher(CHECKOUT.read("ARCHITECTURE.md"));
        assertThat(stated.find()).isTrue();
        double ceiling = Double.parseDouble(stated.group(1));
        TypeRules rules = new TypeRules(CHECKOUT.moduleClasses(module), List.of(), List.of());
        assertThat(rules.publicShare()).isBetween(ceiling - 5, ceiling);
    }

    @Test
    void noPackageIsCrowded() {
        assertThat(RULES.crowdedPackages()).isEmpty();
    }

    /// A program's class is named Main, wherever it is.
    @Test
    void noNameStandsForTwoThings() {
        assertThat(RULES.sharedNames()).isSubsetOf("Main");
    }
}
