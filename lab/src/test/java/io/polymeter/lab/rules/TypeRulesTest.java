package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
