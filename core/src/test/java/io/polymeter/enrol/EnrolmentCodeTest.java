package io.polymeter.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EnrolmentCodeTest {

    private static final EnrolmentCode CODE = new EnrolmentCode("0123456789ABCDEF", "GHJKMNPQRSTVWXYZ");

    @Test
    void isReadAsAPersonTypesIt() {
        assertThat(CODE).hasToString("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ");
        assertThat(EnrolmentCode.parse("ol23 4567-89abcdef ghjkmnpqrstvwxyz")).contains(CODE);
    }

    @Test
    void isNoneWhereALetterIsMissingOrForeign() {
        assertThat(EnrolmentCode.parse("")).isEmpty();
        assertThat(EnrolmentCode.parse("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXY"))
                .isEmpty();
        assertThat(EnrolmentCode.parse("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYU"))
                .isEmpty();
    }

    @Test
    void itsDigestIsOfTheSecretAlone() {
        assertThat(CODE.digest())
                .hasSize(64)
                .isEqualTo(new EnrolmentCode(CODE.secret(), "").digest())
                .isNotEqualTo(new EnrolmentCode("1123456789ABCDEF", CODE.authority()).digest());
    }
}
