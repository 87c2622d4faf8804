Console.WriteLine("RetoRewards");
