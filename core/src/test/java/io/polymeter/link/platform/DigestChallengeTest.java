package io.polymeter.link.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples of RFC 7616, section 3.9.1.
class DigestChallengeTest {

    private static final String CHALLENGE =
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=ALGORITHM,"
                    + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                    + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    })
    void userAndPasswordAreDigestedAsTheStandardSays(String algorithm, String response) {
        DigestChallenge challenge = DigestChallenge.parse(CHALLENGE.replace("ALGORITHM", algorithm));
        assertThat(challenge).isNotNull();
        String answer = java.util.Objects.requireNonNull(challenge)
                .answer(
                        "Mufasa",
                        "Circle of Life",
                        new DigestChallenge.Request("GET", "/dir/index.html"),
                        new DigestChallenge.Use(1, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"));
        assertThat(answer)
                .contains("response=\"" + response + "\"", "nc=00000001", "qop=auth", "uri=\"/dir/index.html\"")
                .contains("algorithm=" + algorithm, "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic realm=\"x\"",
                "Digest",
                "Digest realm=\"x\"",
                "Digest nonce=\"x\"",
                "Digest realm=\"x\", nonce=\"y\", algorithm=ROT13",
                "Digest realm=\"x, nonce=\"y"
            })
    void whatIsNoDigestWeKnowIsNone(String header) {
        assertThat(DigestChallenge.parse(header)).isNull();
    }

    @Test
    void oneHeaderMayHaveSeveralChallenges() {
        assertThat(DigestChallenge.split(List.of(
                        "Basic realm=\"a, Digest b=\\\"c\", Digest realm=\"d, e\", nonce=\"n\" , algorithm=SHA-256,Negotiate,"
                                + "Bearer abc==",
                        "Basic realm=z")))
                .containsExactly(
                        "Basic realm=\"a, Digest b=\\\"c\"",
                        "Digest realm=\"d, e\", nonce=\"n\", algorithm=SHA-256",
                        "Negotiate",
                        "Bearer abc==",
                        "Basic realm=z");
    }

    @Test
    void anEndlessHeaderIsNone() {
        assertThat(DigestChallenge.parse("Digest realm=\"" + "\\\"".repeat(100_000)))
                .isNull();
    }
}
