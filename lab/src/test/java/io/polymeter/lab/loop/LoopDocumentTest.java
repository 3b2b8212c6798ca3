package io.polymeter.lab.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the document says in figures and pictures is what the simulation gives: `lab/loop --document` makes it anew.
class LoopDocumentTest {

    @Test
    void theTablesAreThoseOfTheSimulation() throws Exception {
        String text = Files.readString(Checkouts.path(LoopDocument.FILE));
        for (Map.Entry<String, String> part : LoopDocument.parts().entrySet()) {
            assertThat(text).as(part.getKey()).contains(part.getValue());
        }
    }

    @Test
    void thePicturesAreThoseOfTheSimulation() throws Exception {
        for (Map.Entry<String, String> picture : LoopDocument.pictures().entrySet()) {
            assertThat(Files.readString(Checkouts.path("docs/images/" + picture.getKey())))
                    .as(picture.getKey())
                    .isEqualTo(picture.getValue());
        }
    }
}
