using RetoRewards.Bench;

if (args is not ["decide"])
{
    Console.Error.WriteLine("usage: RetoRewards.Bench decide");
    return 2;
}

DecideBench.Run(Console.Out);
return 0;
