using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Sales;

public sealed class OutcomeSentenceTests
{
    [Fact]
    [Trait("Behaviour", "N5")]
    public void Every_outcome_has_a_sentence_for_participant_and_partner_in_both_languages()
    {
        foreach (Outcome outcome in Outcomes.All)
        {
            foreach (string language in OutcomeSentences.Languages)
            {
                foreach (string sentence in new[] { OutcomeSentences.ForParticipant(outcome, language), OutcomeSentences.ForPartner(outcome, language) })
                {
                    Assert.EndsWith(".", sentence, StringComparison.Ordinal);
                    Assert.Equal(language == "ru", sentence.Any(letter => letter is >= '\u0410' and <= '\u044f'));
                }
            }
        }
    }

    [Fact]
    public void The_sentence_for_a_reward_has_room_for_amount_and_date_and_no_other_has()
    {
        foreach (Outcome outcome in Outcomes.All)
        {
            bool room = OutcomeSentences.ForParticipant(outcome, "en").Contains("{amount}", StringComparison.Ordinal);
            Assert.Equal(outcome == Outcome.Rewarded, room);
        }
    }
}
