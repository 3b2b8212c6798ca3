package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is shipped: small packages, one meaning per name, and no door that nobody uses.
class TypeRulesTest {

    private static final Checkout CHECKOUT = Checkout.here();
    private static final TypeRules RULES = new TypeRules(CHECKOUT.productClasses(), CHECKOUT.testClasses());

    @Test
    void noTypeIsPublicForItsOwnPackageAlone() {
        assertThat(RULES.publicWithoutNeed()).isEmpty();
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
