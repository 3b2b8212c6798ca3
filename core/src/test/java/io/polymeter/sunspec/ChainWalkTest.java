package io.polymeter.sunspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.modbus.Words;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainWalkTest {

    private static final int[] SUNS = {0x5375, 0x6e53};
    private final Map<Integer, Integer> device = new HashMap<>();
    private final AtomicInteger reads = new AtomicInteger();

    private void put(int address, int... words) {
        for (int i = 0; i < words.length; i++) {
            device.put(address + i, words[i]);
        }
    }

    private void meter(int base, int commonLength) {
        put(base, SUNS);
        put(base + 2, 1, commonLength);
        put(base + 4 + commonLength, 203, 105);
        put(base + 6 + commonLength + 105, 0xffff, 0);
    }

    private @Nullable Words read(int address, int count) {
        reads.incrementAndGet();
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
            Integer word = device.get(address + i);
            if (word == null) {
                return null;
            }
            words[i] = word;
        }
        return Words.of(words);
    }

    private Optional<Chain> walk(Integer... bases) {
        return ChainWalk.walk(List.of(bases), this::read);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 66})
    void theModelBehindTheCommonModelIsFoundWhateverItsLength(int length) {
        meter(40000, length);
        assertThat(walk(40000))
                .contains(new Chain(
                        40000, List.of(new Model(1, 40002, length), new Model(203, 40004 + length, 105)), true));
        assertThat(reads).as("marker, two models, end").hasValue(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {40000, 50000, 0})
    void theMarkerIsLookedForAtEachBaseInTurn(int base) {
        meter(base, 66);
        assertThat(walk(40000, 50000, 0).orElseThrow().base()).isEqualTo(base);
    }

    @Test
    void registersThatAreNoMarkerAreNoChain() {
        put(40000, 0, 0);
        put(50000, 0x6e53, 0x5375);
        assertThat(walk(40000, 50000, 0)).isEmpty();
        assertThat(reads).hasValue(3);
        assertThat(walk()).isEmpty();
    }

    @Test
    void aMarkerWithoutAModelIsNoChain() {
        put(40000, SUNS);
        put(40002, 0xffff, 0);
        assertThat(walk(40000)).isEmpty();
    }

    @Test
    void aChainWithoutAnEndMarkEndsWhereTheDeviceRefuses() {
        meter(40000, 66);
        device.remove(40000 + 4 + 66 + 107);
        Chain chain = walk(40000).orElseThrow();
        assertThat(chain.ended()).isFalse();
        assertThat(chain.models()).extracting(Model::id).containsExactly(1, 203);
    }

    @Test
    void nonsenseEndsTheWalkAndWhatWasFoundBeforeStays() {
        for (int[] nonsense : new int[][] {{0, 0}, {0, 50}, {203, 0}, {203, 65535}}) {
            put(40000, SUNS);
            put(40002, 1, 66);
            put(40070, nonsense);
            Chain chain = walk(40000).orElseThrow();
            assertThat(chain.models()).containsExactly(new Model(1, 40002, 66));
            assertThat(chain.ended()).isFalse();
        }
    }

    @Test
    void everyWalkEndsWhateverADeviceAnswers() {
        Random random = new Random(1);
        for (int run = 0; run < 2000; run++) {
            int most = 1 + random.nextInt(6);
            int[] count = {0};
            Optional<Chain> chain = ChainWalk.walk(List.of(40000, 0), (address, asked) -> {
                count[0]++;
                boolean marker = address == 40000 || address == 0;
                int[] words = new int[asked];
                for (int i = 0; i < asked; i++) {
                    words[i] = i % 2 == 0 ? random.nextInt(1, 65536) : random.nextInt(most);
                }
                return marker ? Words.of(SUNS) : Words.of(words);
            });
            // The walk, and one more read that looks for the next header.
            assertThat(count[0]).isLessThanOrEqualTo(ChainWalk.MAX_MODELS + 4);
            chain.ifPresent(found -> {
                int end = found.base() + 2;
                for (Model model : found.models()) {
                    assertThat(model.address()).isEqualTo(end);
                    end = model.end();
                }
            });
        }
    }

    @Test
    void aChainUpToTheLastRegisterIsWalked() {
        put(65400, SUNS);
        put(65402, 1, 132);
        Chain chain = walk(65400).orElseThrow();
        assertThat(chain.models()).containsExactly(new Model(1, 65402, 132));
        Profile.Chain where = new Profile.Chain(List.of(65400), KSEM.groups().getFirst());
        assertThat(chain.spans(where, KSEM.groups().getLast()).getLast().range())
                .isEqualTo(new Range(65402, 134));
    }

    @Test
    void anUnreachableDeviceEndsTheWalkWithItsFailure() {
        assertThatThrownBy(() -> ChainWalk.walk(List.of(40000), (_, _) -> {
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
    }

    private static final Profile KSEM = Catalog.builtIn().find("kostal-ksem").orElseThrow();

    @Test
    void theExpandedProfileHasEachModelWholeAndItsHeadersNeverAge() {
        meter(40000, 65);
        Profile expanded = walk(40000).orElseThrow().expand(KSEM);
        assertThat(span(expanded, 40000)).isEqualTo(new Range(40000, 2));
        assertThat(expanded.spanAt(40000).orElseThrow().group().freshFor()).isNull();
        assertThat(span(expanded, 40010)).as("the common model").isEqualTo(new Range(40002, 67));
        assertThat(expanded.spanAt(40010).orElseThrow().group().freshFor()).isNull();
        assertThat(expanded.spanAt(40069).orElseThrow().group().name()).isEqualTo("identity");
        assertThat(span(expanded, 40087)).isEqualTo(new Range(40071, 105));
        assertThat(expanded.spanAt(40087).orElseThrow().group().name()).isEqualTo("sunspec");
        assertThat(span(expanded, 40177)).isEqualTo(new Range(40176, 2));
        assertThat(expanded.spanAt(40178)).isEmpty();
        assertThat(expanded.spans()).containsAll(KSEM.spans());
        for (int i = 1; i < expanded.spans().size(); i++) {
            Range before = expanded.spans().get(i - 1).range();
            assertThat(expanded.spans().get(i).range().address()).isGreaterThanOrEqualTo(before.end());
        }
    }

    private static Range span(Profile profile, int address) {
        return profile.spanAt(address).map(Span::range).orElseThrow();
    }

    @Test
    void anotherWalkReplacesTheChainOfTheFirst() {
        meter(40000, 65);
        Profile first = walk(40000).orElseThrow().expand(KSEM);
        device.clear();
        meter(40000, 66);
        Profile second = walk(40000).orElseThrow().expand(KSEM);
        assertThat(second).isNotEqualTo(first);
        assertThat(span(second, 40088)).isEqualTo(new Range(40072, 105));
    }

    @Test
    void aMovedChainIsNoticedInTheRegisters() {
        meter(40000, 65);
        Chain chain = walk(40000).orElseThrow();
        RegisterImage image = chain.fill(RegisterImage.EMPTY, 1);
        assertThat(chain.agrees(image)).isTrue();
        assertThat(chain.agrees(RegisterImage.EMPTY)).as("nothing known").isTrue();
        assertThat(chain.agrees(image.with(40003, Words.of(66), 2))).isFalse();
        assertThat(chain.agrees(image.with(40000, Words.of(0), 2))).isFalse();
        assertThat(chain.agrees(image.with(40176, Words.of(160), 2)))
                .as("a model more")
                .isFalse();
        assertThat(chain.agrees(image.with(40177, Words.of(7), 2)))
                .as("an end mark with a length")
                .isTrue();
    }
}
