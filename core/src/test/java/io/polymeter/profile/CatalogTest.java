package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {

    @Test
    void theMeterFromKostalIsBuiltIn() {
        Profile ksem = Catalog.builtIn().find("kostal-ksem").orElseThrow();
        assertThat(ksem.rows()).hasSize(91);
        assertThat(ksem.wire().functions()).isEqualTo(List.of(3));
    }
}
