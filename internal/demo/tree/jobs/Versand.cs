using System;
using System.Collections.Generic;

namespace Shop.Jobs
{
    public class Versand
    {
        private const int Höchstgewicht = 31;

        public static decimal BerechneGebühr(decimal gewicht)
        {
            if (gewicht > Höchstgewicht) throw new ArgumentException("parcel is too heavy");
            return GrundPreis() + gewicht * 0.45m;
        }

        private static decimal GrundPreis()
        {
            return decimal.Parse(Environment.GetEnvironmentVariable("SHOP_BASE_FEE") ?? "3.90");
        }
    }
}
